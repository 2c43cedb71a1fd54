#pragma once

#include "app/base/result.h"

namespace faultline {

class CaseSession;

/// That the case is open read-only, why, and how to get to edit it.
Error readOnlyReason(const CaseSession& session);

}    // namespace faultline
