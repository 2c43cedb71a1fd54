#pragma once

#include "app/model/event.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// Words of a name: "predictionUpdates_v2" = prediction, update, v2. Lower case, cut at signs, at capitals and before numbers; a plural s is taken
/// off. Words of delivery and measuring that say nothing ("deploy", "production", "rate"), numbers and hashes are left out.
std::set<std::string> wordsOf(std::string_view text);

/// Of title, service, and the fields that name a thing; not of who did it.
std::set<std::string> wordsOf(const Event& event);

/// Which words of an event say what it is about. A word that a quarter of the things, or of the names, have in common says nothing.
class WordScope {
public:
    /// `things`: the words of each thing that changed. `names`: all that could deviate; `affected`: what does.
    WordScope(const std::vector<std::set<std::string>>& things, const std::vector<std::string>& names, const std::vector<std::string>& affected);

    struct Match {
        std::string word;    ///< "" = none
        std::string name;    ///< of what is affected
    };
    /// The rarest word in common; equal ones by their letters.
    Match match(const std::set<std::string>& words) const;

private:
    struct Affected {
        std::string name;
        double weight = 0;
    };
    std::map<std::string, Affected> m_affected;    ///< by word, those that tell
};

}    // namespace faultline
