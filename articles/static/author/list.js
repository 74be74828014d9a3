// Choosing many articles: all of them at once, how many there are, and no button that would do nothing.
// Without this the form works as it is: the answer says when nothing was chosen.

const form = document.querySelector("[data-bulk]");

if (form) {
    const boxes = [...form.querySelectorAll("input[name=chosen]")];
    const buttons = [...form.querySelectorAll("button[name=step]")];
    const status = form.querySelector("[data-chosen]");
    const most = Number(form.dataset.most);
    const all = boxes.length ? addChooseAll() : null;
    let last = null;

    form.addEventListener("change", show);
    form.addEventListener("click", chooseRange);
    // A browser that comes back to the page ticks the boxes again after this ran.
    addEventListener("pageshow", show);
    show();

    function addChooseAll() {
        const box = document.createElement("input");
        box.type = "checkbox";
        box.id = "choose-all";
        const label = document.createElement("label");
        label.htmlFor = box.id;
        label.textContent = "Choose all that are shown";
        box.addEventListener("change", () => boxes.forEach(each => { each.checked = box.checked; }));
        const line = document.createElement("p");
        line.className = "choose-all";
        line.append(box, label);
        form.querySelector("table").before(line);
        return box;
    }

    function chooseRange(event) {
        const index = boxes.indexOf(event.target);
        if (index < 0) {
            return;
        }
        if (event.shiftKey && last !== null) {
            const [from, to] = [Math.min(last, index), Math.max(last, index)];
            boxes.slice(from, to + 1).forEach(box => { box.checked = event.target.checked; });
            show();
        }
        last = index;
    }

    function show() {
        const n = boxes.filter(box => box.checked).length;
        if (all) {
            all.checked = n === boxes.length;
            all.indeterminate = n > 0 && n < boxes.length;
        }
        const tooMany = n > most;
        status.textContent = tooMany ? `${n} are chosen, and ${most} are the most.` : said(n);
        buttons.forEach(button => { button.disabled = n === 0 || tooMany; });
    }

    function said(n) {
        if (n === 0) {
            return "None is chosen yet.";
        }
        return n === 1 ? "1 article is chosen." : `${n} articles are chosen.`;
    }
}
