// Preloaded by NODE_OPTIONS: what a process would fetch from ROUTE_FROM (a host) it fetches from ROUTE_TO (a port of
// this machine). Names, certificates and everything else stay as they are. In place of an entry in /etc/hosts, which a
// test cannot make.
'use strict';

const net = require('net');

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...options) {
  const asked = Array.isArray(options[0]) ? options[0][0] : options[0];
  if (asked && asked.host === process.env.ROUTE_FROM) {
    asked.host = '127.0.0.1';
    asked.port = Number(process.env.ROUTE_TO);
  }
  return connect.apply(this, options);
};
