/* Tab in the text: to the next cell in a table, a step inwards in lists and in code. Anywhere else it leaves the text,
   as it does everywhere on the page, and after Escape it always does. */
"use strict";
if (globalThis.desk?.commands) {
    const { indentLess, indentMore } = CodeMirror;
    const { isInside } = desk.commands;
    const INDENTED = ["ListItem", "FencedCode", "CodeBlock"];

    const cellsOf = line => {
        const bars = [...line.text.matchAll(/(?<!\\)\|/g)].map(({ index }) => line.from + index);
        const lasts = /\|\s*$/.test(line.text) ? bars : [...bars, line.to];
        const edges = /^\s*\|/.test(line.text) ? lasts : [line.from - 1, ...lasts];
        return edges.slice(0, -1).map((from, index) => ({ from: from + 1, to: edges[index + 1] }));
    };
    const isRuler = line => /^[\s|:-]+$/.test(line.text) && line.text.includes("-");

    function tableCells(state, table) {
        const first = state.doc.lineAt(table.from).number;
        const last = state.doc.lineAt(table.to).number;
        const lines = Array.from({ length: last - first + 1 }, (_, index) => state.doc.line(first + index));
        return lines.filter(line => !isRuler(line)).flatMap(cellsOf);
    }

    function select(view, { from, to }) {
        const text = view.state.sliceDoc(from, to);
        const start = text.trim() ? from + text.search(/\S/) : Math.min(from + 1, to);
        view.dispatch({ selection: { anchor: start, head: start + text.trim().length }, scrollIntoView: true });
        return true;
    }

    const moveCell = step => view => {
        const { state } = view;
        const { head } = state.selection.main;
        const table = isInside(state, head, ["Table"]);
        if (!table) return false;
        const cells = tableCells(state, table);
        const index = cells.findIndex(cell => head >= cell.from && head <= cell.to) + step;
        if (cells[index]) return select(view, cells[index]);
        return step > 0 ? addRow(view, table) : false;
    };

    function addRow(view, table) {
        const end = view.state.doc.lineAt(table.to).to;
        const columns = cellsOf(view.state.doc.lineAt(table.from)).length;
        const insert = `\n|${"  |".repeat(columns)}`;
        view.dispatch({ changes: { from: end, insert }, selection: { anchor: end + 3 }, userEvent: "input", scrollIntoView: true });
        return true;
    }

    const inLines = command => view => {
        const { main } = view.state.selection;
        const isLong = view.state.doc.lineAt(main.from).number < view.state.doc.lineAt(main.to).number;
        return isLong || isInside(view.state, main.head, INDENTED) ? command(view) || true : false;
    };

    desk.tabKeys = [
        { key: "Tab", run: moveCell(1), shift: moveCell(-1) },
        { key: "Tab", run: inLines(indentMore), shift: inLines(indentLess) },
    ];
}
