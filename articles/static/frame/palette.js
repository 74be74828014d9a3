/* The page's ink, paper and accent become the variables of Mermaid's theme "base": surfaces are tints of the accent, a
   series goes around the wheel from there. Texts keep the ink, so every ground is near the paper. */
"use strict";
const CHART_TEXTS = [
    "titleColor", "dataLabelColor", "legendTextColor", "xAxisTitleColor", "xAxisLabelColor", "xAxisTickColor",
    "xAxisLineColor", "yAxisTitleColor", "yAxisLabelColor", "yAxisTickColor", "yAxisLineColor",
];

function themeVariables({ ink, paper, accent }) {
    const dark = isDark(paper);
    const [deep, soft, faint] = [70, 30, 7].map(share => mix(ink, paper, share));
    const surface = tint(accent, 0, dark ? [0.31, 0.05] : [0.94, 0.03]);
    const border = tint(accent, 0, dark ? [0.62, 0.1] : [0.6, 0.1]);
    const lively = tint(accent, 0, dark ? [0.42, 0.09] : [0.85, 0.07]);
    const note = tint("#c90", 0, dark ? [0.33, 0.05] : [0.95, 0.05]);
    const danger = tint("#c22", 0, dark ? [0.42, 0.12] : [0.86, 0.08]);
    return {
        darkMode: dark,
        background: hex(paper),
        fontSize: "15px",
        ...everywhere(surface, ["primaryColor", "mainBkg", "actorBkg", "secondaryColor", "tagLabelBackground"]),
        ...everywhere(border, [
            "primaryBorderColor", "secondaryBorderColor", "activeTaskBorderColor", "activationBorderColor",
        ]),
        ...everywhere(faint, [
            "tertiaryColor", "clusterBkg", "altBackground", "rowEven", "sectionBkgColor", "commitLabelBackground",
            "attributeBackgroundColorEven", "excludeBkgColor",
        ]),
        ...everywhere(soft, [
            "tertiaryBorderColor", "clusterBorder", "gridColor", "doneTaskBorderColor", "archGroupBorderColor",
        ]),
        ...everywhere(deep, ["lineColor", "arrowheadColor", "archEdgeColor", "archEdgeArrowColor", "actorLineColor"]),
        ...everywhere(hex(ink), [
            "textColor", "primaryTextColor", "secondaryTextColor", "tertiaryTextColor", "titleColor", "noteTextColor",
            "taskTextClickableColor", "scaleLabelColor", "commitLabelColor", "stateLabelColor",
            "pieSectionTextColor", "labelTextColor", "errorTextColor",
        ]),
        ...everywhere(hex(paper), [
            "edgeLabelBackground", "compositeBackground", "altSectionBkgColor", "rowOdd", "pieStrokeColor",
            "pieOuterStrokeColor", "sequenceNumberColor", "relationLabelBackground", "sectionBkgColor2",
            "attributeBackgroundColorOdd", "labelBackgroundColor",
        ]),
        ...everywhere(lively, ["activeTaskBkgColor", "activationBkgColor"]),
        doneTaskBkgColor: mix(ink, paper, 14),
        noteBkgColor: note,
        noteBorderColor: mix(ink, note, 30),
        critBkgColor: danger,
        critBorderColor: mix(ink, danger, 40),
        todayLineColor: mix(ink, danger, 20),
        pieOpacity: "1",
        branchLabelColor: hex(dark ? paper : ink),
        ...series(accent, hex(ink), hex(paper)),
    };
}

function series(accent, ink, paper) {
    const dark = isDark(paper);
    const variables = {};
    const lines = [];
    for (let turn = 0; turn < 12; turn += 1) {
        // Five steps are prime to twelve: neighbours in a series are far from each other on the wheel.
        const ground = tint(accent, turn * 150, dark ? [0.4, 0.07] : [0.87, 0.07]);
        const line = tint(accent, turn * 150, dark ? [0.62, 0.11] : [0.66, 0.12]);
        lines.push(line);
        Object.assign(variables, everywhere(ground, [`cScale${turn}`, `pie${turn + 1}`, `fillType${turn}`]));
        Object.assign(variables, everywhere(line, [`cScalePeer${turn}`, `cScaleInv${turn}`, `venn${turn + 1}`]));
        Object.assign(variables, everywhere(line, [`git${turn}`, `gitInv${turn}`]));
    }
    const chart = { ...everywhere(ink, CHART_TEXTS), backgroundColor: paper, plotColorPalette: lines.join(",") };
    return { ...variables, xyChart: chart };
}

function everywhere(colour, names) {
    return Object.fromEntries(names.map(name => [name, colour]));
}

function tint(colour, turn, [lightness, chroma]) {
    return hex(`oklch(from ${colour} ${lightness} ${chroma} calc(h + ${turn}))`);
}

function mix(colour, other, share) {
    return hex(`color-mix(in srgb, ${colour} ${share}%, ${other})`);
}

function isDark(colour) {
    return channels(colour).reduce((sum, value) => sum + value) < 384;
}

/* Mermaid computes with colours and knows the older notations alone. */
function hex(colour) {
    return `#${channels(colour).map(value => value.toString(16).padStart(2, "0")).join("")}`;
}

/* The browser reads every notation; mixed with itself, a colour comes back as three numbers up to one. */
function channels(colour) {
    const { style } = document.documentElement;
    style.color = `color-mix(in srgb, ${colour}, ${colour})`;
    const [, numbers] = getComputedStyle(document.documentElement).color.match(/^color\(srgb ([^/)]+)/);
    return numbers.trim().split(" ").map(value => Math.round(255 * Math.min(1, Math.max(0, value))));
}
