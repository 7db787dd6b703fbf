"""⑨ page: the foot of a page, where the build knows of a repository (REPO_URL, such as https://github.com/someone/name).

_quarto.yml writes a foot that is true of any copy: the source as an archive, the licence, and a page that says where a mistake can
be told. With a repository the source is that of the page itself, and a mistake has a form to be told with.
"""

from __future__ import annotations

import html as markup
import re
from urllib.parse import quote, urlsplit

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
SOURCE = re.compile(r'<a href="[^"]*"( class="[^"]*")?>Source</a>')
REPORT = re.compile(r'<a href="[^"]*"( class="[^"]*")?>Report a mistake on this page</a>')


def finished(text: str, name: str, repository: str) -> str:
    repository = repository.rstrip("/")
    if not repository:
        return text
    if urlsplit(repository).scheme not in ("https", "http"):
        raise SystemExit(f"finish: REPO_URL is {repository!r}: an address beginning with https:// is wanted")
    page = name.replace(".html", ".qmd")
    title = TITLE.search(text)
    subject = f"A mistake on “{markup.unescape(title[1]).strip()}”" if title else "A mistake"
    body = f"Page: {page}\n\nWhat it says:\n\nWhat it should say:\n"
    report = f"{repository}/issues/new?title={quote(subject)}&body={quote(body)}"
    for link, target, words in (
        (SOURCE, f"{repository}/blob/HEAD/{quote(page)}", "Source"),
        (REPORT, report, "Report a mistake on this page"),
    ):
        text = link.sub(f'<a href="{markup.escape(target)}">{words}</a>', text)
    return text
