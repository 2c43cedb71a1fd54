#pragma once

#include "app/base/result.h"
#include "app/query/urltemplates.h"
#include "app/store/segmentreader.h"
#include "app/store/templateeditor.h"

#include <memory>
#include <string>
#include <vector>

namespace faultline {

/// The templates of a case: its rules, and the learned ones that it keeps. A case that keeps none learns them from all of its
/// requests when they are first asked for, for this reader, and stays as it is. Kept as long as the reader's dictionary of paths.
Result<std::shared_ptr<const UrlTemplates>> caseTemplates(SegmentReader& reader);

/// What the paths of the whole case teach.
Result<std::vector<std::string>> learnedFromCase(SegmentReader& reader);

/// After an import: learns from the whole case and keeps it. Where templates are kept already, only those that no kept one speaks
/// against are added, so that no path moves from one to another.
Result<TemplateChange> keepTemplates(Database& database, const std::string& who);

/// Learns anew and keeps that instead. Templates that come out again keep their id.
Result<TemplateChange> relearnTemplates(Database& database, const std::string& who);

}    // namespace faultline
