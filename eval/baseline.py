"""What anybody would try first: a plain red mask in HSV, and contours that are round enough."""

import cv2
import numpy as np

from eval.pages import Box


def hsv_circles(page: np.ndarray) -> list[Box]:
    """Boxes of red contours with circularity 4πA/P² from 0.6. page: (h, w, 3) RGB."""
    hsv = cv2.cvtColor(page, cv2.COLOR_RGB2HSV)
    red = cv2.inRange(hsv, (0, 60, 60), (10, 255, 255)) | cv2.inRange(hsv, (160, 60, 60), (180, 255, 255))
    red = cv2.morphologyEx(red, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    contours, _ = cv2.findContours(red, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    high, wide = red.shape
    boxes = []
    for contour in contours:
        area, around = cv2.contourArea(contour), cv2.arcLength(contour, True)
        x, y, w, h = cv2.boundingRect(contour)
        if max(w, h) >= 0.08 * min(high, wide) and 4 * np.pi * area / max(around, 1) ** 2 >= 0.6:
            boxes.append((x / wide, y / high, (x + w) / wide, (y + h) / high))
    return boxes
