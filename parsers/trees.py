"""The one place where parsers of XML and HTML are made: no entities, no network, no DTD.

libxml2's own limits hold for XML (256 levels, 10 MB a text). HTML knows no entities of an author's, and mails nest
thousands of elements, so that only its depth is freed.
"""

from lxml import etree
from lxml import html as lxml_html


def xml_parser(recover: bool = False) -> etree.XMLParser:
    """For one document. recover: what is broken is mended."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=recover
    )


def html_parser(deep: bool = False) -> lxml_html.HTMLParser:
    """For one document. deep: more than 256 levels."""
    return lxml_html.HTMLParser(no_network=True, huge_tree=deep)
