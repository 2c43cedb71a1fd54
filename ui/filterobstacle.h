#pragma once

#include "app/query/recordcount.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

class QObject;

namespace faultline {

class CaseSession;

/// The part of a filter that lets nothing through: without it, `without` records would match.
struct FilterObstacle {
    QString expression;
    std::optional<std::size_t> chip;    ///< nothing = the text
    std::uint64_t without = 0;
    bool isAll = false;                 ///< there is no other part
};

bool hasFilter(const CaseSession& session);
/// Looks for the chip, or the text, that removes the most records of the window; nothing when they are not there without it
/// either. The filter of the request is not looked at.
void findObstacle(CaseSession& session, QObject* receiver, const RecordCountRequest& window,
                  std::function<void(const std::optional<FilterObstacle>&)> done);
void removeObstacle(CaseSession& session, const FilterObstacle& obstacle);

}    // namespace faultline
