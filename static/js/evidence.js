// How far a long sheet is read: the figures come anew every two seconds. Without this file "Look again" does the same.

const shown = document.getElementById("progress");

async function lookAgain() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById("progress");
    if (!answer.ok || !found) {
      location.reload();
      return;
    }
    if (found.textContent !== shown.textContent) shown.replaceChildren(...found.childNodes);
  } catch {
    // the next turn tries again
  }
  setTimeout(lookAgain, 2000);
}

if (shown) setTimeout(lookAgain, 2000);
