#pragma once

#include "app/base/result.h"
#include "app/base/timestamp.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace faultline {

/// A zone as its table of offset changes: immutable, cheap to copy, safe to share between threads.
/// Qt supplies the table (1900 to 2100); every rule of resolving is ours, because Qt picks silently in gaps and overlaps.
class TimeZone {
public:
    TimeZone();    ///< UTC
    static TimeZone utc();
    static TimeZone fixed(std::chrono::seconds offset);

    /// IANA name ("Europe/Paris", also "CET" = the IANA zone with its seasons), "UTC", "Z", "+02:00", "-0330".
    /// Other abbreviations (CEST, PST, BST, IST ..., also EST and MST, which have several) are an error that lists their
    /// meanings.
    static Result<TimeZone> named(std::string_view text);

    const std::string& name() const;    ///< what named() was given, canonical: "UTC", "+02:00", "Europe/Paris"
    bool isUtc() const;
    std::chrono::seconds offsetAt(Timestamp utc) const;
    /// "CEST (+02:00)" or "+02:00"; "UTC" for UTC. The zone abbreviation is display only.
    std::string labelAt(Timestamp utc) const;

    enum class LocalKind { Unique, Gap, Overlap };
    struct Resolved {
        Timestamp utc;      ///< gap: read with the offset before the gap; overlap: the earlier instant
        Timestamp other;    ///< overlap: the later instant; otherwise equal to utc
        LocalKind kind = LocalKind::Unique;
    };
    Resolved resolve(LocalTime local) const;

    bool operator==(const TimeZone& other) const { return name() == other.name(); }

private:
    struct Table;
    explicit TimeZone(std::shared_ptr<const Table> table);
    std::shared_ptr<const Table> m_table;
};

/// The half of the year in which an abbreviation holds, as months that are certain in every region that uses it.
enum class ZoneSeason { Always, NorthernWinter, NorthernSummer, SouthernWinter, SouthernSummer };

/// One meaning of an abbreviation as people write it in logs and reports: "CET" is +01:00, "IST" has three.
struct ZoneMeaning {
    std::chrono::seconds offset;
    std::string_view region;    ///< "Central Europe, winter"
    ZoneSeason season = ZoneSeason::Always;
};

/// All meanings of an abbreviation (upper or lower case); empty when unknown. UTC, GMT and Z have exactly one, offset 0.
std::vector<ZoneMeaning> meaningsOfZoneWord(std::string_view word);

/// False for a winter word in a month (1..12) that is summer everywhere in its hemisphere's zones, and the reverse.
bool fitsSeason(ZoneSeason season, int month);

}    // namespace faultline
