"""The certificates that the settings trust to issue digital signatures."""

from config.settings import Settings
from intake.errors import ConfigurationError, reason

_ENDINGS = frozenset((".pem", ".crt", ".cer", ".der"))


def trust_roots(settings: Settings) -> tuple[bytes, ...]:
    """Each certificate file of signatures.trust_folder, as it is. Raises ConfigurationError."""
    if not settings.signatures.trust_folder:
        return ()
    from pyhanko.keys import load_certs_from_pemder_data  # noqa: PLC0415  half a second that only this setting costs

    folder = settings.path(settings.signatures.trust_folder)
    try:
        files = sorted(each for each in folder.iterdir() if each.suffix.lower() in _ENDINGS)
        found = {file: file.read_bytes() for file in files}
    except OSError as error:
        raise ConfigurationError(f"signatures.trust_folder所指的{folder}不能读取（{reason(error)}）") from error
    for file, data in found.items():
        try:
            for certificate in load_certs_from_pemder_data(data):
                certificate.subject.native  # noqa: B018  parsed only when looked at
        except (ValueError, TypeError, KeyError) as error:
            raise ConfigurationError(f"{file}不是证书文件（PEM或DER），请换掉或移出文件夹") from error
    if not found:
        raise ConfigurationError(f"signatures.trust_folder所指的{folder}里没有证书文件（.pem、.crt、.cer、.der）")
    return tuple(found.values())
