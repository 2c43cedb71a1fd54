#pragma once

#include "app/base/timestamp.h"

namespace faultline {

class CaseSession;

/// Puts the cursor there. The view moves only when the moment is out of sight, and stays as long as it is.
void goToTime(CaseSession& session, Timestamp time);

/// As long as the window that the panels show, beginning there.
TimeRange windowFrom(const CaseSession& session, Timestamp begin);
/// The panels ask the same of another window, which is shown or selected as the one now; its begin has the cursor, and the breakdown
/// shows itself.
void askAt(CaseSession& session, const TimeRange& window);

}    // namespace faultline
