// The traces that this service draws, and nothing else of Plotly.
const Plotly = require("plotly.js/lib/core");

Plotly.register([require("plotly.js/lib/scatterpolar"), require("plotly.js/lib/bar")]);

module.exports = Plotly;
