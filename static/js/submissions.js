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
