/* Everything that a button or a shortcut of the editor does, once: the toolbar, the keys and the help are made of it. */
"use strict";
if (globalThis.desk?.commands) {
    const { commands } = desk;
    const { openSearchPanel } = CodeMirror;
    const { toggleMark, toggleLines, makeLink } = commands;

    desk.actions = [
        { name: "Bold", sign: "B", look: "bold", key: "Mod-b", run: toggleMark("**") },
        { name: "Italic", sign: "I", look: "italic", key: "Mod-i", run: toggleMark("*") },
        { name: "Code", sign: "<>", key: "Mod-e", run: toggleMark("`") },
        { name: "Link", sign: "Link", key: "Mod-k", run: view => (desk.askForLink ?? makeLink())(view) },
        { name: "Heading", sign: "H2", key: "Mod-Alt-2", run: toggleLines("## "), parts: true },
        { name: "Smaller heading", sign: "H3", key: "Mod-Alt-3", run: toggleLines("### ") },
        { name: "List", sign: "• List", key: "Mod-Shift-8", run: toggleLines("- ") },
        { name: "Numbered list", sign: "1. List", key: "Mod-Shift-7", run: toggleLines(index => `${index + 1}. `) },
        { name: "Task list", sign: "☐ List", key: "Mod-Shift-9", run: toggleLines("- [ ] ") },
        { name: "Quotation", sign: "“ ”", key: "Mod-Shift-.", run: toggleLines("> ") },
        { name: "Code block", sign: "Code", key: "Mod-Alt-c", run: commands.codeBlock, parts: true },
        { name: "Table", sign: "Table", key: "Mod-Alt-t", run: commands.table },
        { name: "Callout", sign: "Callout", key: "Mod-Alt-n", run: commands.callout },
        { name: "Picture", sign: "Picture", key: "Mod-Alt-p", run: makeLink("!") },
        { name: "Find and replace", sign: "Find", key: "Mod-f", run: view => openSearchPanel(view), parts: true },
        { name: "Full screen", sign: "Full screen", key: "Mod-Shift-f", run: () => desk.toggleFullScreen?.(), toggles: true },
        { name: "Keyboard help", sign: "?", key: "Mod-/", alsoKey: "F1", run: () => desk.showHelp?.() },
    ];
}
