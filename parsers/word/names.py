"""Names of WordprocessingML (ISO/IEC 29500-1 §17) and of what stands in it."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"

# what only wraps blocks, rows, cells or runs
CONTAINERS = frozenset(
    (
        f"{W}sdt",
        f"{W}sdtContent",
        f"{W}ins",
        f"{W}moveTo",
        f"{W}customXml",
        f"{W}smartTag",
        f"{MC}AlternateContent",
        f"{MC}Choice",
    )
)
