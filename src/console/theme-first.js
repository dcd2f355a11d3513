// Before anything is drawn: the colours that were chosen last time. A file of its own, since no script
// may stand in a page.
try {
  document.documentElement.dataset.theme = localStorage.getItem('ringfence-theme') || 'system'
} catch {
  document.documentElement.dataset.theme = 'system'
}
