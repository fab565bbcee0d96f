"""What RFC 8493 asks of a bag, checked from its text: nothing of the writer is used, and `bagit` says less (§2.1 to §2.2, §3)."""

import hashlib
from pathlib import Path
from urllib.parse import unquote


def faults(root: Path) -> list[str]:
    """A sentence for each thing that the RFC doesn't allow; none for a valid bag."""
    found = []
    if (root / "bagit.txt").read_bytes() != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":  # §2.1.1
        found.append("bagit.txt is not the two lines of version 1.0")
    payload = manifest(root / "manifest-sha256.txt")
    there = {each.relative_to(root).as_posix() for each in (root / "data").rglob("*") if each.is_file()}
    found += [f"{each} is in no manifest" for each in sorted(there - set(payload))]  # §3: complete
    tags = manifest(root / "tagmanifest-sha256.txt")
    above = {each.name for each in root.iterdir() if each.is_file()} - {"tagmanifest-sha256.txt"}
    found += [f"tag file {each} isn't listed" for each in sorted(above - set(tags))]
    found += [f"{each} is no payload" for each in payload if not each.startswith("data/")]
    for path, digest in {**payload, **tags}.items():  # §3: valid
        if not (root / path).is_file():
            found.append(f"{path} is missing")
        elif hashlib.sha256((root / path).read_bytes()).hexdigest() != digest:
            found.append(f"{path} has changed")
    info = dict(line.split(": ", 1) for line in (root / "bag-info.txt").read_text("utf-8").splitlines())  # §2.2.2
    size = sum((root / each).stat().st_size for each in there)
    if info["Payload-Oxum"] != f"{size}.{len(there)}":
        found.append(f"Payload-Oxum {info['Payload-Oxum']} is not {size}.{len(there)}")
    return found


def manifest(path: Path) -> dict[str, str]:
    """§2.1.3: a checksum, blanks, a path with slashes; CR, LF and % percent-encoded; no path twice, none leads out."""
    listed: dict[str, str] = {}
    for line in path.read_bytes().decode("utf-8").split("\n")[:-1]:
        digest, name = line.split(None, 1)
        assert len(digest) == 64, line
        assert unquote(name) == name, line
        assert name not in listed, line
        assert not name.startswith(("/", "~")), line
        assert ".." not in name.split("/"), line
        listed[name] = digest
    return listed
