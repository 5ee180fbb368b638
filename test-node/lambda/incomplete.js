'use strict';
exports.handler = require('a-module-that-nobody-installed');
