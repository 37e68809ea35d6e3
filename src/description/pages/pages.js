// The description of a group stands inside its heading, which opens and closes the group: whoever copies a line of a table or
// follows a link there means the line or the link.
document.addEventListener('click', (event) => {
  if (event.target.closest('.opblock-tag-section.is-open .opblock-tag small')) event.stopPropagation();
}, true);
