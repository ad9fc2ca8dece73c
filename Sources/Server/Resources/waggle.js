"use strict";

// Light and dark: the server renders what the cookie says; without one the system decides.
const root = document.documentElement;
const darkSystem = window.matchMedia("(prefers-color-scheme: dark)");
const themeButton = document.querySelector("[data-theme-button]");
if (themeButton) {
  themeButton.addEventListener("click", (event) => {
    event.preventDefault();
    const isDark = root.dataset.theme === "dark" || (root.dataset.theme === "auto" && darkSystem.matches);
    const theme = isDark ? "light" : "dark";
    root.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  });
}

// Questions before what can't be undone.
const dialog = document.getElementById("confirm");
let waiting = null;
for (const button of document.querySelectorAll("button[data-confirm]")) {
  button.addEventListener("click", (event) => {
    if (!dialog || typeof dialog.showModal !== "function" || !button.form.reportValidity()) return;
    event.preventDefault();
    waiting = button;
    document.getElementById("confirm-text").textContent = button.dataset.confirm;
    dialog.querySelector("[data-proceed]").textContent = button.textContent;
    dialog.showModal();
  });
}
if (dialog) {
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-proceed]").addEventListener("click", () => {
    const button = waiting;
    dialog.close();
    if (button) button.form.requestSubmit();
  });
  dialog.addEventListener("close", () => {
    if (waiting) waiting.focus();
    waiting = null;
  });
}

// A secret to the clipboard; where that is not allowed it is selected for copying by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const secret = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(secret.textContent);
      button.textContent = "Copied";
    } catch {
      window.getSelection().selectAllChildren(secret);
    }
  });
}

for (const button of document.querySelectorAll("[data-check]")) {
  button.addEventListener("click", () => {
    for (const box of button.closest("fieldset").querySelectorAll("input[type=checkbox]:not(:disabled)")) {
      box.checked = button.dataset.check === "all";
    }
  });
}

// On a narrow screen the list of sections starts folded and says where one is.
const sections = document.querySelector("[data-sections]");
if (sections) {
  const current = sections.querySelector("[aria-current]");
  if (current) sections.querySelector(".where").textContent = ` · ${current.textContent}`;
  if (window.matchMedia("(max-width: 767.98px)").matches) sections.open = false;
}
const menu = document.querySelector("[data-menu]");
if (menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// The JSON answers of Mnemosyne's forms, shown in place; without this the browser shows them as they are.
for (const form of document.querySelectorAll("form[data-answer]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const message = form.querySelector(".message");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
      const result = await answer.json();
      if (result.ok) {
        location.reload();
        return;
      }
      message.textContent = result.msg;
    } catch {
      message.textContent = "The server did not answer.";
    }
    button.disabled = false;
  });
}

// A field that was refused is where to go on.
const refused = document.querySelector("[aria-invalid=true]");
if (refused) refused.focus();
