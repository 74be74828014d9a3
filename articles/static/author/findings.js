/* A list of findings by groups, as elements that stay where they are while what they say stays the same: neither the
   focus nor the scroll moves. checks.js has one beside the text, publishing.js one in its question. */
"use strict";
if (globalThis.desk) {
    const { make } = desk;
    const setText = (element, text) => element.textContent === text || (element.textContent = text);

    /* Makes the children of `parent` those that are wanted, by key, and leaves every one that stays in its place. */
    function exchange(parent, wanted, keyOf, create, update) {
        const old = new Map([...parent.children].map(child => [child.key, child]));
        const keys = new Set(wanted.map(keyOf));
        for (const child of [...parent.children]) if (!keys.has(child.key)) child.remove();
        let next = parent.firstElementChild;
        for (const value of wanted) {
            const key = keyOf(value);
            const child = old.get(key) ?? Object.assign(create(value), { key });
            update(child, value);
            if (child === next) next = next.nextElementSibling;
            else parent.insertBefore(child, next);
        }
    }

    /* `jump` is called with the finding that was chosen, `putAway` with one that its author wants to see no more. */
    desk.showFindings = (list, groups, { jump, putAway }) => {
        exchange(list, groups, group => group.rule, makeGroup, updateGroup);

        function makeGroup({ level, name }) {
            const heading = make("h3", {}, `${name} `, make("span", { className: "count" }));
            return make("section", { className: `check-group ${level}` }, heading, make("ul"), make("p", { className: "meta" }));
        }

        function updateGroup(section, { findings, count }) {
            const [heading, items, more] = section.children;
            setText(heading.lastElementChild, count > 1 ? String(count) : "");
            exchange(items, findings, ({ key }) => key, makeItem, updateItem);
            setText(more, count > findings.length ? `and ${count - findings.length} more` : "");
            more.hidden = !more.textContent;
        }

        function makeItem() {
            const parts = ["where", "excerpt", "reason"].map(className => make("span", { className }));
            const button = make("button", { type: "button", className: "check-jump" }, ...parts);
            const item = make("li", {}, button);
            button.addEventListener("click", () => jump(item.finding));
            if (!putAway) return item;
            const whose = make("span", { className: "visually-hidden" });
            const away = make("button", { type: "button", className: "check-away" }, "Ignore here", whose);
            away.addEventListener("click", () => putAway(item.finding, away));
            item.append(away);
            return item;
        }

        function updateItem(item, finding) {
            item.finding = finding;
            const [button, away] = item.children;
            const texts = [finding.line ? `Line ${finding.line}` : "", finding.excerpt, finding.reason];
            texts.forEach((text, index) => setText(button.children[index], text));
            if (away) setText(away.lastElementChild, `: ${texts.filter(Boolean).join(" ")}`);
        }
    };
}
