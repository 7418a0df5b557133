"""What a page must hold on every screen: axe finds nothing, nothing scrolls sideways, a thumb hits what it aims at, nothing is inline."""

import re

from playwright.sync_api import Page

from .people import Person

WIDTHS = {"desktop": (1366, 900), "phone": (390, 844), "small phone": (360, 740)}
THUMB = 48

AXE = """() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa'], resultTypes: ['violations'], elementRef: false})
  .then(found => found.violations.flatMap(one => one.nodes.map(
    node => `${one.id}: ${node.target} ${node.failureSummary.split('\\n')[1] || ''}`)))"""

# The shapes of a page: each element with its line of ancestors, by element, class and names of attributes. A page all of whose shapes were
# seen on this screen before has no fault that was not found there.
SHAPES = """() => {
  const shapes = new Set(), walk = (e, above) => {
    const shape = above + '>' + e.tagName + '.' + (e.getAttribute('class') || '');
    shapes.add(shape + Array.from(e.attributes, a => a.name === 'type' || a.name === 'role' ? a.name + a.value : a.name).join());
    for (const child of e.children) walk(child, shape);
  };
  walk(document.documentElement, '');
  return Array.from(shapes);
}"""

UNFOLD = "() => document.querySelectorAll('details').forEach(fold => { fold.open = true; })"

INLINE = """() => Array.from(document.querySelectorAll('*')).filter(e =>
  (e.tagName === 'SCRIPT' && !e.src) || e.tagName === 'STYLE' ||
  Array.from(e.attributes).some(a => a.name === 'style' || a.name.startsWith('on') || /^\\s*javascript:/i.test(a.value))
).map(e => e.outerHTML.slice(0, 120))"""

# What can be pressed must be as large as a thumb, by its box or by the area that answers to a press. Number links and the points of a
# chart are doors beside a larger one. A checkbox or radio is as large as its label.
SMALL = """thumb => {
  const shown = e => {
    const r = e.getBoundingClientRect();
    return getComputedStyle(e).visibility !== 'hidden' && r.width > 1 && r.height > 1;
  };
  const answers = (e, x, y) => {
    const met = document.elementFromPoint(x, y), label = met && met.closest('label');
    return met && (e.contains(met) || label && label.control === e);
  };
  const large = e => {
    e.scrollIntoView({block: 'center', inline: 'center'});
    const r = e.getClientRects()[0], x = r.left + r.width / 2, y = r.top + r.height / 2;
    const along = (size, dx, dy) => {
      const d = size >= thumb - 0.5 ? thumb / 2 - 3 : thumb / 2 - 0.6;
      return answers(e, x - dx * d, y - dy * d) && answers(e, x + dx * d, y + dy * d);
    };
    return along(r.height, 0, 1) && along(r.width, 1, 0);
  };
  const doors = 'a[href], button, select, textarea, summary, input:not([type=hidden])', found = [];
  for (const e of document.querySelectorAll(doors)) {
    if (e.matches('.skip, a.num, figure.chart svg a')) continue;
    const faces = [e, ...(e.labels || [])].filter(shown);
    if (!faces.length || faces.some(large)) continue;
    const r = faces[0].getBoundingClientRect();
    found.push(`${Math.round(r.width)} x ${Math.round(r.height)} ${e.outerHTML.replace(/\\s+/g, ' ').slice(0, 110)}`);
  }
  scrollTo(0, 0);
  return found;
}"""


class Eye:
    """Looks at pages with everything unfolded, and remembers which shapes it has seen."""

    def __init__(self, axe: str) -> None:
        self.axe = axe
        self.seen: dict[str, set[str]] = {screen: set() for screen in WIDTHS}

    def look(self, page: Page) -> list[str]:
        """All faults of the page as it stands, at each width."""
        page.evaluate(UNFOLD)
        faults = [f"inline: {one}" for one in page.evaluate(INLINE)]
        before = page.viewport_size or {"width": 1366, "height": 900}
        for screen, (width, height) in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": height})
            wide = page.evaluate("document.scrollingElement.scrollWidth")
            if wide > width:
                faults.append(f"{screen}: scrolls sideways, {wide} px")
            if screen != "small phone":
                faults += [f"{screen}: {one}" for one in self._closely(page, screen)]
        page.set_viewport_size(before)
        return faults

    def _closely(self, page: Page, screen: str) -> list[str]:
        shapes = set(page.evaluate(SHAPES))
        if shapes <= self.seen[screen]:
            return []
        self.seen[screen] |= shapes
        page.evaluate(f"typeof axe === 'undefined' && (() => {{ {self.axe} }})()")
        faults: list[str] = page.evaluate(AXE)
        if screen == "phone":
            faults += [f"too small for a thumb, {one}" for one in page.evaluate(SMALL, THUMB)]
        return faults


def pages_of(person: Person) -> dict[str, str]:
    """The pages this person is led to from the start page, one of each kind: address and text."""
    waiting, kinds, found = ["/w/", "/w/sign-in", "/w/activate", "/voice/", "/w/report/3K6P8R"], set(), dict[str, str]()
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in kinds:
            continue
        kinds.add(kind_of(path))
        answer = person.context.request.get(path, max_redirects=0)
        if answer.status == 302:
            waiting.append(answer.headers["location"].removeprefix(person.house.url))
            continue
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        found[path] = answer.text()
        links = re.findall(r'href="(/(?:w|voice)/[^"#]*|\?[^"#]*)', found[path].replace("&amp;", "&"))
        links = [path.partition("?")[0] + link if link.startswith("?") else link for link in links]
        waiting += [link for link in links if not link.startswith(("/w/photos/", "/w/language/", "/w/theme/"))]
    return found


RECORDS = (
    r"/w/(matters)/\d+$", r"/w/(matters)/\d+\?.*(step)=", r"/w/(team)/.", r"/w/(report)/(?!3K6P8R).", r"/w/(sign-in)", r"/w/(calendar)/.",
    r"/w/(admin/calendar)/", r"/w/(shifts)/", r"/w/(opinions/symposiums)/\d", r"/w/(export)/", r"/w/(done|copied|group|leader|search)\b",
    r"/w/(admin/places|admin/equipment)/[^/]+(/poster)?", r"/w/(admin/(?:people|units|parties|skills|parameters|trees))/.",
    r"/w/(consultations)/\d+(/minutes|/dossier|/items)?", r"/w/(consultations)/(of)/", r"/w/(public)/\d+(/text)?",
    r"/w/(postings)/\d+(/print)?",
)  # fmt: skip


def kind_of(path: str) -> str:
    """Pages that differ only in which record they show are of one kind."""
    bare, _question, asked = path.partition("?")
    view = re.search(r"view=(\w+)", asked)
    for pattern in RECORDS:
        if found := re.match(pattern, path):
            return "".join(part or "" for part in found.groups())
    return bare + (view[0] if view else "")
