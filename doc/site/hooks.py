"""What the site needs beside its theme: links out of doc/, and pages that nobody is kept out of."""

import posixpath
import re

REPOSITORY = "https://github.com/quoth-bot/quoth/blob/main/"
LINK = re.compile(r"\]\((\.\./[^)\s]+)\)")
NAMELESS = re.compile(r"<th([^>]*)></th>")
TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)


def on_page_markdown(markdown, page, **_):
    """Leads links to files that are not below doc/ to the repository."""
    folder = posixpath.join("doc", posixpath.dirname(page.file.src_uri))

    def led(match):
        to = posixpath.normpath(posixpath.join(folder, match[1]))
        return match[0] if to.startswith("doc/") else f"]({REPOSITORY}{to})"

    return LINK.sub(led, markdown)


def on_page_content(html, **_):
    """Lets the keyboard scroll what may be wider than the page, and heads no column with nothing."""
    html = NAMELESS.sub(r"<td\1></td>", html)
    html = html.replace("<pre", '<pre tabindex="0"')
    return TABLE.sub(r'<div class="table" tabindex="0" role="group" aria-label="Table"><table class="plain">\1</table></div>', html)


def named(output, **_):
    """Names the theme's dialog of search."""
    return output.replace('role="dialog"', 'role="dialog" aria-label="Search"')


on_post_page = named


def on_post_template(output_content, **_):
    return named(output_content)  # the page of what is not there
