// What of a page changes in place. Without this script each link leads to a page.
"use strict";

const part = { "X-Quoth-Part": "1" };

// put shows what a server answers in an element of the page.
async function put(into, request) {
  const element = document.getElementById(into);
  if (!element) return false;
  try {
    const answer = await fetch(request);
    if (answer.redirected || !answer.headers.get("Content-Type").startsWith("text/html")) return false;
    element.innerHTML = await answer.text();
    prepare(element);
    return true;
  } catch {
    return false;
  }
}

document.addEventListener("click", async (event) => {
  const copied = event.target.closest("[data-copy]");
  if (copied) {
    const text = document.getElementById(copied.dataset.copy);
    try {
      await navigator.clipboard.writeText(text.textContent);
      copied.classList.add("done");
    } catch {
      getSelection().selectAllChildren(text); // for who copies by hand
    }
    return;
  }
  const link = event.target.closest("a[data-into]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const into = document.getElementById(link.dataset.into);
  if (into && into.hasChildNodes()) {
    into.replaceChildren();
    link.setAttribute("aria-expanded", "false");
    return;
  }
  if (await put(link.dataset.into, new Request(link.href, { headers: part }))) link.setAttribute("aria-expanded", "true");
  else location.href = link.href;
});

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.into) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  if (await put(form.dataset.into, new Request(form.action, { method: "POST", headers: part, body }))) return;
  delete form.dataset.into;
  form.requestSubmit(event.submitter);
});

// prepare tells what opens in place, and shows the buttons that copy: both need the script.
function prepare(within) {
  for (const link of within.querySelectorAll("a[data-into]")) link.setAttribute("aria-expanded", "false");
  if (!navigator.clipboard) return;
  for (const button of within.querySelectorAll("[data-copy]")) button.hidden = false;
}

// What a person types is completed.
const field = document.getElementById("q");
let waiting;
field?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    const typed = field.value;
    try {
      const answer = await fetch("/suggest?q=" + encodeURIComponent(typed), { headers: part });
      if (!answer.ok || field.value !== typed) return;
      const options = (await answer.json()).map((text) => Object.assign(document.createElement("option"), { value: text }));
      document.getElementById("suggestions").replaceChildren(...options);
    } catch {
      // Who types goes on without.
    }
  }, 120);
});

// A source goes on where its reader comes to the end of what is there.
const ends = new IntersectionObserver((seen) => {
  for (const end of seen) if (end.isIntersecting) goOn(end.target);
}, { rootMargin: "50%" });

// goOn puts the part of a source that a link leads to in the place of the link.
async function goOn(end) {
  ends.unobserve(end);
  const more = document.createElement("template");
  try {
    const answer = await fetch(new Request(end.firstElementChild.href, { headers: part }));
    if (!answer.ok || answer.redirected) return;
    more.innerHTML = await answer.text();
  } catch {
    return; // the link is still there
  }
  const back = more.content.querySelector(end.classList.contains("later") ? ".earlier" : ".later");
  back?.remove(); // that stands here already
  const reading = end.nextElementSibling ?? end.previousElementSibling;
  const top = reading.getBoundingClientRect().top;
  end.replaceWith(...more.content.querySelector(".source").childNodes);
  scrollBy(0, reading.getBoundingClientRect().top - top); // what is read stays where it is
  observeEnds();
}

function observeEnds() {
  for (const end of document.querySelectorAll(".source > .part")) ends.observe(end);
}

prepare(document);
observeEnds();
document.getElementById("quote")?.scrollIntoView({ block: "center" });
