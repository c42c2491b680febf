// A button that copies a quote with its source, formatted for Word and as plain text. The page works without it.

const said = document.createElement("p");
said.className = "nhsuk-u-visually-hidden";
said.setAttribute("role", "status");
document.body.append(said);

function parts(quote) {
  const words = quote.querySelector(".app-quote__block").textContent.trim();
  const who = quote.querySelector(".app-quote__who").textContent.trim();
  const reference = quote.querySelector(".app-quote__reference").textContent.trim();
  const labels = quote.querySelector(".app-quote__labels")?.textContent.trim();
  return { words, source: labels ? `${who}, ${labels} (${reference})` : `${who} (${reference})` };
}

function escaped(text) {
  const holder = document.createElement("p");
  holder.textContent = text;
  return holder.innerHTML.replaceAll("\n", "<br>");
}

async function copy(quote) {
  const { words, source } = parts(quote);
  const html = `<blockquote>${escaped(words)}</blockquote><p>${escaped(source)}</p>`;
  await navigator.clipboard.write([
    new ClipboardItem({
      "text/html": new Blob([html], { type: "text/html" }),
      "text/plain": new Blob([`${words}\n${source}\n`], { type: "text/plain" }),
    }),
  ]);
}

if (navigator.clipboard && window.ClipboardItem) {
  for (const quote of document.querySelectorAll("[data-quote]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy quote ${quote.querySelector(".app-quote__reference").textContent}`);
    button.addEventListener("click", async () => {
      try {
        await copy(quote);
        button.textContent = "Copied";
        said.textContent = "The quote was copied.";
      } catch {
        said.textContent = "The quote could not be copied. Select the words and copy them.";
      }
    });
    const actions = quote.querySelector(".app-actions");
    actions.insertBefore(button, actions.querySelector(".app-quote__like"));
  }
}
