#pragma once

#include "app/base/result.h"
#include "app/model/record.h"
#include "app/store/database.h"
#include "app/store/textcodes.h"

#include <array>
#include <cstdint>
#include <memory>

namespace faultline {

/// The growing dictionary of one field of the case. Memory of all of them together is bounded by a shared budget; where new
/// values hardly ever repeat, it stops taking them and the segment keeps its own text.
struct CaseDictionary {
    TextCodes values;
    std::uint32_t stored = 0;      ///< codes that are in the case already

    /// Above this size, a batch whose values are mostly new does not enter the dictionary.
    static constexpr std::uint32_t sizeWhereNewValuesMustRepeat = 400'000;
};

Result<std::unique_ptr<CaseDictionary>> loadDictionary(Database& database, Field field);

/// Those of a case. Whoever imports several sources hands the same ones to each writer, so that they are read once.
struct CaseDictionaries {
    std::array<std::unique_ptr<CaseDictionary>, fieldCount> fields;

    std::size_t memory() const
    {
        std::size_t bytes = 0;
        for (const auto& dictionary : fields)
            bytes += dictionary ? dictionary->values.memory() : 0;
        return bytes;
    }
    void noteStored()
    {
        for (const auto& dictionary : fields) {
            if (dictionary)
                dictionary->stored = dictionary->values.size();
        }
    }
    /// Forgets those with values that are not in the case.
    void dropUnstored()
    {
        for (auto& dictionary : fields) {
            if (dictionary && dictionary->stored != dictionary->values.size())
                dictionary.reset();
        }
    }
};

}    // namespace faultline
