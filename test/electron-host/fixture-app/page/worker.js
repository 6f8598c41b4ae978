/* global self */
"use strict";
self.postMessage("worker runs");
