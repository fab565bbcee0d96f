"""What every response carries, whoever made it. Pages run nothing inline and load nothing from elsewhere."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
DOCUMENT_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; sandbox; "  # a letter's styles stand in its elements, for mail programs
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
_ALWAYS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}


class SafeHeaders:
    """ASGI middleware: adds what a response hasn't set itself."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self.app = app
        added = {**_ALWAYS, **(_HTTPS if secure else {})}
        self.headers = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in added.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(each for each in self.headers if each[0] not in given)]
            await send(message)

        await self.app(scope, receive, with_headers)
