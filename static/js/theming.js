// Answers about passages without leaving one's place, and one button that chooses them all. The page works without it.

const main = document.querySelector("main");
const said = document.createElement("p");
said.className = "nhsuk-u-visually-hidden";
said.setAttribute("role", "status");
document.body.append(said);

const members = () => [...main.querySelectorAll("article.app-member:not(#more article)")];
const boxes = () => [...main.querySelectorAll('input[name="ticked"][form="chosen"]')];

// The page as the server has it now, in the place of the one that is here; what was ticked stays ticked.
function show(html) {
  const ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  const fresh = new DOMParser().parseFromString(html, "text/html");
  main.replaceChildren(...fresh.querySelector("main").childNodes);
  document.title = fresh.title;
  for (const box of boxes()) box.checked = box.checked || ticked.has(box.value);
  offerAll();
}

// The passage to judge next: a confirmed one goes to the top, one that is taken out leaves its place to the next.
function goOn(place, confirmed) {
  const next = members()[confirmed ? place + 1 : place];
  (next?.querySelector(".app-answer button") ?? main.querySelector("h1"))?.focus();
}

async function answer(form, button) {
  const place = members().indexOf(form.closest("article"));
  const body = new FormData(form, button);
  const response = await fetch(form.action, { method: "POST", body });
  show(await response.text());
  const told = main.querySelector(response.ok ? ".nhsuk-notification-banner__content, [role=status]" : ".nhsuk-error-summary");
  said.textContent = told?.textContent.trim() ?? "";
  if (response.ok) goOn(place, button.value === "confirmed");
  else told?.setAttribute("tabindex", "-1"), told?.focus();
}

function offerAll() {
  const panel = main.querySelector("#chosen");
  if (!panel || boxes().length < 2) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
  button.textContent = "Choose all on this page";
  button.addEventListener("click", () => {
    const all = boxes().every((box) => box.checked);
    for (const box of boxes()) box.checked = !all;
    said.textContent = all ? "No passage is chosen." : `${boxes().length} passages are chosen.`;
  });
  panel.querySelector("h3").after(button);
}

main.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.name !== "answer" || !event.target.closest("article")) return;
  event.preventDefault();
  answer(event.target, button).catch(() => {
    const by = document.createElement("input");
    Object.assign(by, { type: "hidden", name: button.name, value: button.value });
    event.target.append(by);
    event.target.submit();
  });
});

offerAll();
