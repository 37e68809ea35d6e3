// The description of a group stands inside its heading, which opens and closes the group: whoever copies a line of a table or
// follows a link there means the line or the link.
document.addEventListener('click', (event) => {
  if (event.target.closest('.opblock-tag-section.is-open .opblock-tag small')) event.stopPropagation();
}, true);

// The contents lead to a group of the page that is there already: it opens.
document.addEventListener('click', (event) => {
  const link = event.target.closest('.info a[href^="#/"]');
  const group = link && document.getElementById(`operations-tag-${link.getAttribute('href').slice(2)}`);
  if (!group) return;
  event.preventDefault();
  if (group.dataset.isOpen !== 'true') group.click();
  group.scrollIntoView();
});
