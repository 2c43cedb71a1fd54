#pragma once

#include <QStringList>

namespace faultline {

/// What tells the names apart where there is little room: of a path a segment near its end that no other name has ("…orders-v2"),
/// the whole name where that says nothing. As many as given, in their order.
QStringList tellingNames(const QStringList& names);

}    // namespace faultline
