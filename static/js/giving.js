// Keeps what is being written in this tab, so that a lost signal or the browser's back button loses nothing.
// It goes when it was sent, when the person deletes it, and with the tab. Everything works without this file.
const KEY = "typed";
const form = document.querySelector("#question");
const fields = [...form.querySelectorAll("textarea[name=text], input[name=title]")];
const failed = document.querySelector(".nhsuk-error-summary");

const kept = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
};

if (!failed) {
  for (const field of fields) {
    const typed = kept()[field.name];
    if (typed && typed !== field.value) {
      field.value = typed;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

form.addEventListener("input", () => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field.value]))));
  } catch {
    // the browser keeps nothing, or is full
  }
});

// A page that came as the answer to a press cannot be gone back to; once its form is sent, let back open it afresh.
if (failed) form.addEventListener("submit", () => history.replaceState(null, "", location.href));
