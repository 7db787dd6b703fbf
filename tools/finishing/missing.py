"""⑨ page: 404.html. A host shows it in place of a page that is not there, at any depth, so its addresses must not depend on where.

The page is written as if at the site's root, and `<base>` says where that is: by the address the site was built for, if one is
known (the canonical one says), else by a script that looks which of the folders above holds this very site.
"""

from __future__ import annotations

import html as markup
import re
from urllib.parse import urlsplit

NAME = "404.html"
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">\n?')
# Asked for below each folder of the address. No other site of the same host answers it with this type.
KNOWN = "assets/solved.js"
FINDER = """<script>
// Which of the folders above is this site's? Most often that of the host itself.
{
  const parts = location.pathname.split("/").slice(1, -1);
  const folders = [...parts.keys(), parts.length].map((depth) => ["", ...parts.slice(0, depth), ""].join("/"));
  const holds = (folder) => {
    try {
      const request = new XMLHttpRequest();
      request.open("HEAD", `${folder}%s`, false); // nothing may be fetched before this is known
      request.send();
      return request.status === 200 && /javascript/.test(request.getResponseHeader("content-type"));
    } catch {
      return false;
    }
  };
  document.querySelector("base").href = folders.find(holds) ?? "/";
}
</script>"""


def finished(text: str) -> str:
    if "<base " in text:
        return text
    canonical = CANONICAL.search(text)
    base = "/"
    if canonical:  # nobody wants a page found that says there is none
        base = urlsplit(markup.unescape(canonical[1])).path.removesuffix(NAME)
        text = text.replace(canonical[0], "")
    # Quarto writes its addresses from the root of the host.
    text = re.sub(rf'( (?:href|src|content)="){re.escape(base)}(?!/)', r"\1", text)
    # With a base, an address without a path would be the base's.
    text = text.replace('href=""', 'href="./"').replace('href="#', f'href="{NAME}#')
    head = f'<meta name="robots" content="noindex">\n<base href="{markup.escape(base)}">'
    if not canonical:
        head += f"\n{FINDER % KNOWN}"
    return text.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{head}', 1)
