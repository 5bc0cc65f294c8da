"""The report page: a report to read, search and link to. What there is to draw is found by unsqa.browsing.

The address says which report and which place of it is shown (`?report=...&at=...&words=...`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from unsqa.browsing.addresses import resolve
from unsqa.browsing.blocks import make_blocks
from unsqa.browsing.contents import list_contents, part_at, split_parts
from unsqa.browsing.finding import MAX_TYPED_CHARS, find_places
from unsqa.errors import UnsqaError
from unsqa.web.copying import let_buttons_copy
from unsqa.web.render import notice_html
from unsqa.web.report_html import Drawing, article_html
from unsqa.web.report_lists import contents_html, pager_html, places_html, unknown_report_html
from unsqa.web.report_words import CITED, prepare_words
from unsqa.web.session import interface_language, open_assistant
from unsqa.web.strings import tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unsqa.browsing.addresses import Place
    from unsqa.browsing.blocks import Block
    from unsqa.browsing.finding import Found
    from unsqa.types import Document

SEARCH = "report-search"
VISIT = "report-visit"

# One listener for every link into the report that is drawn: it opens what the place is folded in, scrolls there, moves
# the focus, and puts the link's address into the address bar. A link to what is not drawn is opened by Streamlit, in
# the same session. Arriving is held for a moment, while what is above may still change its height.
LEAD = r"""<script>(() => {
  const arrival = ARRIVAL;
  const narrow = () => innerWidth < 768;
  const bring = (target, block) => {
    for (let node = target; node; node = node.parentElement) if (node.tagName === 'DETAILS') node.open = true;
    target.scrollIntoView({block});
  };
  const lead = (target, block) => {
    bring(target, block);
    target.focus({preventScroll: true});
    const settling = setInterval(() => bring(target, block), 100);
    const leave = () => clearInterval(settling);
    setTimeout(leave, 1500);
    for (const act of ['wheel', 'touchmove', 'pointerdown', 'keydown']) addEventListener(act, leave, {once: true});
  };
  const here = () => window.unsqaVisit + location.search;
  const follow = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (event.target.closest('[data-open-side]')) {
      document.querySelector('[data-testid="stExpandSidebarButton"]')?.click();
      return;
    }
    const link = event.target.closest('a[data-to]');
    if (!link) return;
    event.preventDefault();
    const target = document.getElementById(link.dataset.to);
    if (target) {
      if (!link.getAttribute('href').startsWith('#')) history.replaceState(history.state, '', link.href);
      window.unsqaPlace = here();
      lead(target, /^H\d$/.test(target.tagName) ? 'start' : 'center');
    } else {
      history.pushState(null, '', link.href);
      dispatchEvent(new PopStateEvent('popstate'));
    }
    if (narrow() && link.closest('[data-testid="stSidebar"]'))
      document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  };
  if (!window.unsqaLeads) {
    window.unsqaLeads = true;
    document.addEventListener('click', follow);
  }
  window.unsqaVisit = arrival[0];
  if (window.unsqaPlace === here()) return;
  window.unsqaPlace = here();
  const cited = document.getElementById('CITED');
  if (cited) lead(cited, 'center');
})()</script>"""


def draw() -> None:
    """Draw the page."""
    language = interface_language()
    try:
        documents = open_assistant().documents
    except UnsqaError as error:
        st.html(notice_html(str(error)))
        return
    document = _choose_report(documents, language)
    if document is None:
        return
    place, at = _arrive(document), st.query_params.get("at", "")
    blocks = make_blocks(document)
    with st.sidebar:
        found = _draw_search(document, language)
        if place:
            st.button(
                tell("report.unmark", language), on_click=_open, args=(document.id,), icon=":material/ink_eraser:"
            )
        st.html(contents_html(document, list_contents(document, blocks), language))
    if place is None and (at or "words" in st.query_params):
        st.html(notice_html(tell("report.unknown_place", language, at=at or "–")))
    _draw_part(document, blocks, place, found, language)
    let_buttons_copy(language)


def _open(report: str) -> None:
    """Open a report at its beginning."""
    st.query_params.from_dict({"report": report})


def _choose_report(documents: Mapping[str, Document], language: str) -> Document | None:
    """Draw the choice of a report if there are several; return the one of the address, or None for an unknown one."""
    asked = st.query_params.get("report", next(iter(documents)))
    names = list(documents)
    if len(names) > 1:
        st.selectbox(
            tell("report.choose", language),
            names,
            index=names.index(asked) if asked in documents else None,
            format_func=lambda name: documents[name].report.title,
            key=f"report-choice-{asked}",
            on_change=lambda: _open(st.session_state[f"report-choice-{asked}"]),
        )
    if asked not in documents:
        st.html(unknown_report_html(asked, [document.report for document in documents.values()], language))
        return None
    if "report" not in st.query_params:
        st.query_params["report"] = asked
    return documents[asked]


def _arrive(document: Document) -> Place | None:
    """Return the place that the address leads to."""
    at, words = st.query_params.get("at", ""), st.query_params.get("words", "")
    return resolve(document, at, words) if at or words else None


def _draw_search(document: Document, language: str) -> tuple[Found, ...]:
    """Draw the field to search in, and what was found; return that."""
    if SEARCH not in st.session_state:  # the page is entered: arriving at the place of the address is due
        st.session_state[VISIT] = st.session_state.get(VISIT, 0) + 1
    typed = st.text_input(
        tell("report.search", language),
        key=SEARCH,
        type="search",
        max_chars=MAX_TYPED_CHARS,
        placeholder=tell("report.search_hint", language),
        help=tell("report.search_help", language),
    )
    found = find_places(document, typed or "")
    if (typed or "").strip():
        st.html(places_html(document, found, typed.strip(), language))
    return found


def _draw_part(
    document: Document, blocks: Sequence[Block], place: Place | None, found: Sequence[Found], language: str
) -> None:
    """Draw the part of the report that has the place, most often all of it, and lead to the place."""
    parts = split_parts(blocks)
    row = part_at(parts, place.start) if place else 0
    words = prepare_words(document, place, found, language)
    st.html(article_html(Drawing(document, words, place, language), parts[row]))
    if len(parts) > 1:
        st.html(pager_html(document, [part[0] for part in parts], row, language))
    span = (place.start, place.end) if place else (-1, row)  # another place makes another script, which is run
    arrival = json.dumps([st.session_state[VISIT], document.id, *span]).replace("<", "\\u003c")
    st.html(LEAD.replace("ARRIVAL", arrival).replace("CITED", CITED), unsafe_allow_javascript=True)
