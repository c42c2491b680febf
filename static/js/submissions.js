// Offers a print button where there is a script to press it with; the page prints without it too.
for (const place of document.querySelectorAll("[data-print]")) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => window.print());
}

// Offers to copy a page's address; without a script the address can be selected.
for (const place of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.dataset.copy);
    place.querySelector("[role=status]").textContent = "Copied.";
  });
}

// What giving.js kept in this tab goes when it was sent, and when the person deletes it.
const forget = () => {
  try {
    sessionStorage.removeItem("typed");
  } catch {
    // nothing was kept
  }
};
if (document.querySelector("[data-sent]")) forget();
for (const form of document.querySelectorAll("form[data-forget]")) form.addEventListener("submit", forget);
