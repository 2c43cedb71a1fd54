#pragma once

#include "app/base/result.h"
#include "app/model/templaterule.h"
#include "app/store/database.h"

namespace faultline {

/// What the case keeps about URL templates; nothing in a case of schema 1 or 2. Rows that nobody of ours wrote are left out.
Result<KeptTemplates> keptTemplates(Database& database);

}    // namespace faultline
