"""The script of the page: it draws every chart from the data that stand beside it."""

__all__ = ["SCRIPT"]

SCRIPT = """
(async () => {
  const config = JSON.parse(document.getElementById('chart-config').textContent);
  const tooltip = { disableDefaultStyle: true };
  for (const place of document.querySelectorAll('.chart')) {
    const spec = JSON.parse(document.getElementById(place.dataset.spec).textContent);
    try {
      await vegaEmbed(place, spec, {
        actions: false, config, defaultStyle: false, logLevel: 1, renderer: 'svg', tooltip,
      });
      place.classList.add('drawn');
    } catch (error) {
      place.classList.add('failed');
      place.textContent = 'this chart could not be drawn: ' + error.message;
      console.error(error);
    }
  }
  document.documentElement.dataset.state = 'drawn';
  const opened = [];
  addEventListener('beforeprint', () => {
    for (const each of document.querySelectorAll('details.numbers:not([open])')) {
      each.open = true;
      opened.push(each);
    }
  });
  addEventListener('afterprint', () => { while (opened.length) opened.pop().open = false; });
})();
"""
