// Everything works without this file. It adds keys for people who read many texts a day, and picking words by selecting them.

const OFF = "engage-keys-off";
const main = document.querySelector("main") ?? document.body;
const items = [...document.querySelectorAll("[data-item]")];
const form = document.querySelector("[data-decide]");

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

// A list: j and k move, Enter opens.
let current = -1;

function move(step) {
  if (!items.length) return;
  items[current]?.removeAttribute("data-current");
  current = Math.min(Math.max(current + step, 0), items.length - 1);
  items[current].setAttribute("data-current", "");
  items[current].querySelector("a").focus();
  items[current].scrollIntoView({ block: "nearest" });
}

// An item: a letter picks the decision and goes to what it asks for next; Enter there sends it.
function choose(value) {
  const unopened = closedText();
  if (form && value === "publish" && unopened && !unopened.open) {
    unopened.open = true; // nothing is published unread: the second press chooses
    return;
  }
  const radio = form?.querySelector(`[data-decision="${value}"]`);
  if (!radio) return;
  radio.click();
  const asked = form.querySelector(`.app-reason--${value} select, .app-reason--${value} textarea`);
  const unread = form.querySelector("#read_all:not(:checked)");
  (asked ?? (value === "publish" && unread ? unread : form.querySelector("button:not([formaction])"))).focus();
}

// The fold that the words themselves are in; other folds on the page do not count.
function closedText() {
  const words = form ? document.querySelector("[data-original]") : (items[current] ?? document).querySelector(".app-words");
  return words?.closest(".app-closed");
}

function openText() {
  const closed = closedText();
  if (closed) closed.open = !closed.open;
}

// On an item j leaves it and goes to the next; in a list j and k move.
function onward() {
  if (items.length) move(1);
  else document.querySelector("[data-skip]")?.click();
}

function goBack() {
  if (items.length) move(-1);
  else history.back();
}

function undo() {
  document.querySelector("[data-undo]")?.click();
}

const KEYS = {
  j: ["Next in the list, or leave this one for the next", onward],
  k: ["Back in the list", goBack],
  o: ["Open or close a text that is closed", openText],
  a: ["Publish", () => choose("publish")],
  r: ["Take out other words", () => document.getElementById("words")?.focus()],
  e: ["Pass to the safeguarding lead", () => choose("refer")],
  h: ["Put on hold", () => choose("hold")],
  d: ["Do not publish", () => choose("decline")],
  q: ["Ask the writer something", () => choose("ask")],
  s: ["Ask for a second opinion", () => choose("second")],
  w: ["Tell the writer who else can help", () => choose("route")],
  u: ["Undo my last decision", undo],
  "?": ["Show these keys", () => help().showModal()],
};

function isOff() {
  return localStorage.getItem(OFF) === "1";
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  if (isOff() && event.key !== "?") return;
  event.preventDefault();
  KEYS[event.key][1]();
});

// One-letter keys can be in the way of voice control, so they can be switched off.
function help() {
  const known = document.querySelector(".app-keys");
  if (known) return known;
  const dialog = element("dialog", "app-keys");
  dialog.setAttribute("aria-labelledby", "keys-heading");
  const heading = element("h2", "nhsuk-heading-m", "Keys");
  heading.id = "keys-heading";
  const list = document.createElement("dl");
  for (const [key, [what]] of Object.entries(KEYS)) {
    const term = document.createElement("dt");
    term.append(element("kbd", "", key));
    list.append(term, element("dd", "", what));
  }
  const enter = document.createElement("dt");
  enter.append(element("kbd", "", "Enter"));
  list.append(enter, element("dd", "", "Open the item, or save the decision"));
  const toggle = element("button", "nhsuk-button nhsuk-button--secondary", isOff() ? "Switch the keys on" : "Switch the keys off");
  toggle.type = "button";
  toggle.addEventListener("click", () => {
    localStorage.setItem(OFF, isOff() ? "0" : "1");
    toggle.textContent = isOff() ? "Switch the keys on" : "Switch the keys off";
  });
  const close = element("button", "nhsuk-button", "Close");
  close.type = "button";
  close.addEventListener("click", () => dialog.close());
  const buttons = element("div", "nhsuk-button-group");
  buttons.append(close, toggle);
  dialog.append(heading, list, buttons);
  document.body.append(dialog);
  return dialog;
}

if (items.length || form) {
  const button = element("button", "app-link-button app-keys-button", "Keys you can use (?)");
  button.type = "button";
  button.addEventListener("click", () => help().showModal());
  main.append(button);
}

// Words selected in the text go into the box, so that nobody has to type them.
const original = document.querySelector("[data-original]");
const words = document.getElementById("words");

if (original && words) {
  const bar = element("div", "app-picked");
  bar.hidden = true;
  bar.setAttribute("role", "status");
  const pick = element("button", "nhsuk-button nhsuk-button--small");
  pick.type = "button";
  bar.append(pick);
  document.body.append(bar);
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const chosen = selection.toString().trim();
    const inside = selection.anchorNode && original.contains(selection.anchorNode) && original.contains(selection.focusNode);
    if (!inside || !chosen || chosen.length > 200) {
      bar.hidden = true;
      return;
    }
    pick.textContent = `Take out “${chosen.length > 40 ? chosen.slice(0, 40) + "…" : chosen}”`;
    pick.dataset.words = chosen;
    bar.hidden = false;
  });
  pick.addEventListener("click", () => {
    words.value = pick.dataset.words;
    bar.hidden = true;
    document.getElementById("kind").focus();
  });
}
