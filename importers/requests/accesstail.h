#pragma once

#include "app/model/record.h"

#include <string>
#include <string_view>

namespace faultline {

/// Reads what operators append to a combined line: nginx request and upstream times (bare, quoted or as rt=, urt=), the tail
/// of ingress-nginx and the tail of Traefik. What no field claims becomes `rest`; `scratch` holds it when it has to be joined.
void applyAccessTail(std::string_view tail, Request& record, std::string& scratch);

/// `<count> "<router>" "<server URL>" <N>ms`: what Traefik's common log format ends with.
bool isTraefikTail(std::string_view tail);

/// True when the tail holds a time in seconds with three decimals, as nginx alone writes it.
bool holdsNginxTime(std::string_view tail);

}    // namespace faultline
