/* What is worth a look, kept true to what is typed: asked for a second after typing stops. Each finding leads to its
   place, and can be put away for as long as the page is open. */
"use strict";
if (globalThis.desk?.showFindings && desk.hook("checks")) {
    const { form, hook, make, data, typed, later } = desk;
    const place = hook("checks");
    const [list, note] = ["checks-list", "checks-note"].map(hook);
    // Above the text too, where it is seen while one writes.
    const counts = document.querySelectorAll("[data-checks-count]");
    const QUIET_MS = 1000;
    const said = make("p", { className: "visually-hidden", role: "status" });
    const away = new Set();
    let known = { groups: [], note: "" };
    let checkedText;
    let asked;
    let told = Number(counts[0].textContent);

    /* The same finding, wherever in the text it has moved to; of equal ones the first, the second, and so on. */
    function keyed(groups) {
        const times = new Map();
        const withKey = (rule, finding) => {
            const name = [rule, finding.field, finding.excerpt || finding.reason].join("\n");
            times.set(name, (times.get(name) ?? 0) + 1);
            return { ...finding, key: `${name}\n${times.get(name)}` };
        };
        return groups.map(group => ({ ...group, findings: group.findings.map(finding => withKey(group.rule, finding)) }));
    }

    /* Without what was put away; a group's count tells of those beyond the list too. */
    function left() {
        const groups = known.groups.map(group => {
            const findings = group.findings.filter(({ key }) => !away.has(key));
            return { ...group, findings, count: group.count - (group.findings.length - findings.length) };
        });
        return groups.filter(group => group.count > 0);
    }

    async function check() {
        const text = typed();
        if (text === checkedText) return;
        asked?.abort();
        asked = new AbortController();
        const options = { method: "POST", body: data(), headers: { Accept: "application/json" }, signal: asked.signal };
        // The first save gives an article its id, and may give it another address.
        const whose = new URLSearchParams({ id: form.dataset.articleId ?? "", slug: place.dataset.slug });
        const answer = await fetch(`${place.dataset.checks}?${whose}`, options);
        if (!answer.ok || answer.redirected) throw new Error(`The site answered ${answer.status}.`);
        const found = await answer.json();
        known = { ...found, groups: keyed(found.groups) };
        checkedText = text;
        show();
    }

    function show() {
        const groups = left();
        const total = groups.reduce((sum, group) => sum + group.count, 0);
        desk.showFindings(list, groups, { jump, putAway });
        for (const count of counts) count.textContent = total;
        for (const link of document.querySelectorAll(".checks-link")) link.hidden = !total;
        note.textContent = known.note;
        note.hidden = !known.note;
        place.hidden = !total && !known.note;
        if (told !== total) said.textContent = `${total || "Nothing"} worth a look`;
        told = total;
        place.dispatchEvent(new Event("checksshown"));
    }

    function putAway({ key }, button) {
        const buttons = () => [...list.querySelectorAll(".check-away")];
        const index = buttons().indexOf(button);
        away.add(key);
        show();
        const rest = buttons();
        (rest[Math.min(index, rest.length - 1)] ?? desk.view ?? desk.body).focus();
    }

    /* Selects what was found, or puts the cursor into the field that is meant. */
    function jump(finding) {
        const control = form.elements[finding.field];
        const isPlace = finding.field === "body" && finding.line;
        if (isPlace && desk.view) return selectInEditor(finding);
        const closed = control?.closest("details:not([open])");
        if (closed) closed.open = true;
        (finding.field === "body" ? (desk.view ?? control) : control)?.focus();
        if (isPlace) control.setSelectionRange(...offsets(control.value.split("\n"), finding));
    }

    /* The server counts letters, of which JavaScript counts some twice. */
    const units = (line, column) => [...(line ?? "")].slice(0, column - 1).join("").length;

    function offsets(lines, { line, column, end_line: endLine, end_column: endColumn }) {
        const before = number => lines.slice(0, number - 1).reduce((sum, text) => sum + text.length + 1, 0);
        return [[line, column], [endLine, endColumn]].map(([number, at]) => before(number) + units(lines[number - 1], at));
    }

    function selectInEditor(finding) {
        const { view } = desk;
        const { doc } = view.state;
        const most = doc.length;
        const [anchor, head] = offsets(doc.toString().split("\n"), finding).map(at => Math.min(at, most));
        desk.showText?.();
        view.dispatch({ selection: { anchor, head }, effects: CodeMirror.EditorView.scrollIntoView(anchor, { y: "center" }) });
        view.focus();
        view.dom.scrollIntoView({ block: "nearest" });
    }

    // Without a network the list stays as it is; saving says what is wrong.
    const quietly = () => check().catch(() => {});
    const checkSoon = later(quietly, QUIET_MS);

    place.after(said);
    desk.checks = { place, check, jump, left, isCurrent: () => typed() === checkedText };
    form.addEventListener("saved", ({ detail }) => detail.slug && (place.dataset.slug = detail.slug));
    for (const event of ["input", "change"]) form.addEventListener(event, checkSoon);
    // What came with the page has no buttons yet.
    if (!place.hidden) quietly();
}
