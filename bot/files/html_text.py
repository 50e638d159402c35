"""What a person reads in a page of HTML."""

from __future__ import annotations

from lxml import etree

_UNSEEN = frozenset({"script", "style"})
_BREAKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main "
    "nav ol p pre section table tbody tfoot thead title tr ul".split()
)
_CELLS = frozenset({"td", "th"})


def html_text(source: str) -> str:
    """The words of a page, a line for each paragraph, row and list item; scripts and styles are left out."""
    # Bytes, for lxml refuses a str that declares an encoding. The standard library's parser takes hours over "<a <a".
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser=parser)
    except etree.XMLSyntaxError:  # a page without anything in it
        return ""
    if root is None:  # nothing but the beginning of a declaration, for which the parser raises nothing
        return ""
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BREAKS:
            pieces.append("\n")
        if event == "start":
            if element.tag in _CELLS:
                pieces.append(" | ")
            if element.text and element.tag not in _UNSEEN:
                pieces.append(element.text)
        elif element.tail:
            pieces.append(element.tail)
    lines = (" ".join(line.split()).removeprefix("| ") for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
