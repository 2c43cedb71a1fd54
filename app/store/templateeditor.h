#pragma once

#include "app/base/result.h"
#include "app/model/templaterule.h"
#include "app/store/database.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// What a change of the learned templates did.
struct TemplateChange {
    std::vector<LearnedTemplate> added, removed;
    std::size_t stayed = 0;
};

/// Edits of rules and templates. Each is one transaction, written to the change log, and returns what undo needs.
class TemplateEditor {
public:
    TemplateEditor(Database& database, std::string who) : m_database(database), m_who(std::move(who)) {}

    /// Returns it with id, as the last one. One that has an id (undo of a removal) gets its id and place back. Refused: a pattern
    /// that no path can match or that is there already.
    Result<TemplateRule> rule(std::int64_t id);
    Result<TemplateRule> addRule(TemplateRule rule);
    Result<TemplateRule> setRule(const TemplateRule& rule);    ///< by id; returns it as before
    Result<TemplateRule> removeRule(std::int64_t id);          ///< returns what was removed

    /// Makes these the learned templates. Those that are there already keep their id.
    Result<TemplateChange> setLearned(const std::vector<std::string>& texts);
    Result<TemplateChange> addLearned(const std::vector<std::string>& texts);

private:
    Result<void> store(std::string_view sql, const TemplateRule& rule);

    Database& m_database;
    std::string m_who;
};

}    // namespace faultline
