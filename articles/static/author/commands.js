/* What the toolbar and the shortcuts do to the text: marks around words, marks before lines, and whole blocks. */
"use strict";
if (globalThis.desk && globalThis.CodeMirror) {
    const { EditorSelection, syntaxTree, startCompletion } = CodeMirror;
    const ADDRESS = /^(?:https?:\/\/|mailto:)\S+$/i;
    const LINE_MARK = /^(\s*)(?:#{1,6} |> |[-*+] \[[ xX]\] |[-*+] |\d+[.)] )?/;

    /* Puts the mark around each selection, or around the word at the cursor; takes it away where it is already. */
    const toggleMark = mark => view => {
        const { state } = view;
        const length = mark.length;
        const text = (from, to) => state.sliceDoc(from, to);
        const change = state.changeByRange(range => {
            const { from, to } = range.empty ? (state.wordAt(range.head) ?? range) : range;
            const moved = by => EditorSelection.range(range.anchor + by, range.head + by);
            if (isMarked(text(from - length, from), text(to, to + length), mark, text, from, to)) {
                const changes = [{ from: from - length, to: from }, { from: to, to: to + length }];
                return { changes, range: moved(-length) };
            }
            const inside = text(from, to);
            if (inside.length > 2 * length && inside.startsWith(mark) && inside.endsWith(mark)) {
                const changes = [{ from, to: from + length }, { from: to - length, to }];
                return { changes, range: EditorSelection.range(from, to - 2 * length) };
            }
            return { changes: [{ from, insert: mark }, { from: to, insert: mark }], range: moved(length) };
        });
        view.dispatch(change, { userEvent: "input", scrollIntoView: true });
        return true;
    };

    /* One star of `**` is no mark of its own. */
    function isMarked(before, after, mark, text, from, to) {
        if (before !== mark || after !== mark) return false;
        if (mark !== "*") return true;
        const [left, right] = [text(Math.max(0, from - 3), from), text(to, to + 3)];
        return [left.match(/\**$/)[0], right.match(/^\**/)[0]].every(stars => stars.length !== 2);
    }

    /* Begins each line of the selection with the mark, in place of another one; takes it away if all have it. */
    const toggleLines = mark => view => {
        const { state } = view;
        const lines = selectedLines(state);
        const markOf = index => (typeof mark === "function" ? mark(index) : mark);
        const filled = lines.length > 1 ? lines.filter(line => line.text.trim()) : lines;
        const all = filled.every((line, index) => line.text.trimStart().startsWith(markOf(index)));
        const changes = filled.map((line, index) => {
            const [old, indent] = line.text.match(LINE_MARK);
            return { from: line.from + indent.length, to: line.from + old.length, insert: all ? "" : markOf(index) };
        });
        const set = state.changes(changes);
        view.dispatch({ changes: set, selection: state.selection.map(set, 1), userEvent: "input", scrollIntoView: true });
        return true;
    };

    function selectedLines(state) {
        const { from, to } = state.selection.main;
        const [first, last] = [state.doc.lineAt(from).number, state.doc.lineAt(to).number];
        return Array.from({ length: last - first + 1 }, (_, index) => state.doc.line(first + index));
    }

    const makeLink = (sign = "") => view => {
        const { from, to } = view.state.selection.main;
        const text = view.state.sliceDoc(from, to);
        const isAddress = ADDRESS.test(text);
        const insert = isAddress ? `${sign}[](${text})` : `${sign}[${text}](https://)`;
        const label = from + sign.length + 1;
        const address = label + text.length + 2;
        // What is still missing is selected: the words, or else the address.
        const selection = isAddress || !text ? { anchor: label } : { anchor: address, head: address + "https://".length };
        view.dispatch({ changes: { from, to, insert }, selection, userEvent: "input", scrollIntoView: true });
        return true;
    };

    function isInside(state, position, names) {
        for (let node = syntaxTree(state).resolveInner(position, -1); node; node = node.parent) {
            if (names.includes(node.name)) return node;
        }
        return null;
    }

    /* Puts a block on lines of its own, with empty ones around it. The middle of its three parts is then selected. */
    function insertBlock(view, text) {
        const { doc, selection } = view.state;
        const { from, to } = selection.main;
        const [first, last] = [doc.lineAt(from), doc.lineAt(to)];
        const above = first.number > 1 ? doc.line(first.number - 1).text.trim() : "";
        const before = doc.sliceString(first.from, from).trim() ? "\n\n" : above && "\n";
        const after = doc.sliceString(to, last.to).trim() ? "\n\n" : "\n";
        const [start, chosen, end] = text;
        const anchor = from + before.length + start.length;
        view.dispatch({
            changes: { from, to, insert: before + start + chosen + end + after },
            selection: { anchor, head: anchor + chosen.length },
            userEvent: "input",
            scrollIntoView: true,
        });
        return true;
    }

    const selected = ({ state }) => state.sliceDoc(state.selection.main.from, state.selection.main.to);

    const codeBlock = view => insertBlock(view, ["```", "", `\n${selected(view)}\n\`\`\``]) && startCompletion(view);
    const callout = view => insertBlock(view, [":::", "note", `\n${selected(view)}\n:::`]);
    const table = view => insertBlock(view, ["| ", "Column", " | Column |\n| --- | --- |\n|  |  |\n|  |  |"]);

    desk.commands = { toggleMark, toggleLines, makeLink, codeBlock, callout, table, isInside };
}
