// Keys and small comforts; every page works without.
"use strict";
