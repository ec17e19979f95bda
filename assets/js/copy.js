// A button copies the words of the element that it names, and says so.
export function copies(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    const says = button.innerHTML;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(source.textContent.replace(/\s+/g, " ").trim());
      button.setAttribute("aria-live", "polite");
      button.textContent = "Copied";
      setTimeout(() => { button.innerHTML = says; }, 3000);
    });
  }
}
