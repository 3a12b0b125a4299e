/* Nothing stays in the browser's storage. htmx notes the page's address there whatever it is told;
   loaded before it, this leaves every such note unwritten. */
Storage.prototype.setItem = () => {};
