#pragma once

#include "app/base/result.h"
#include "app/import/importerregistry.h"
#include "app/import/input.h"
#include "app/import/linewrapper.h"

#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// The beginning of a source and what the importers say to it.
class SourceProbe {
public:
    /// Reads up to 256 KiB from the input. An Error when nothing can be read.
    static Result<SourceProbe> read(Input& input, const ImporterRegistry& registry);

    const std::string& bytes() const { return m_bytes; }               ///< as read, to be put in front of the rest
    const std::vector<Candidate>& candidates() const { return m_candidates; }
    const std::vector<LineWrapper>& wrappers() const { return m_wrappers; }
    /// What importers see: decoded and unwrapped lines. Valid while the probe lives and is not moved.
    SourceHead head() const;
    std::string wrapperText(const Input& input) const;                 ///< "gzip, docker"; "" = none

private:
    std::string m_bytes;
    std::string m_decoded;
    std::string m_fileName;
    bool m_complete = false;
    std::vector<LineWrapper> m_wrappers;
    std::vector<Candidate> m_candidates;
};

}    // namespace faultline
