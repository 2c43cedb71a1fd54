#pragma once

#include "app/base/result.h"    // before <chrono>, which moc cannot read first
#include "app/model/source.h"

#include <QAbstractItemModel>

#include <optional>
#include <string>
#include <vector>

namespace faultline {

class CaseSession;
class Theme;

/// How grave a kind of problem is: shape and colour say it.
enum class IssueGravity { Rejected, Contradiction, Assumption, Observation };

struct IssueKind {
    QString title;        ///< "Weekday and date disagree"
    IssueGravity gravity = IssueGravity::Contradiction;
    bool isOfZone = false;      ///< the settings of the source mend it
};
IssueKind kindOfIssue(const Issue& issue);

/// The problems of the case by their kind, the gravest first.
class IssueModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Problem, SourceName, Line, Lines, Byte, Excerpt, ColumnCount };

    IssueModel(CaseSession& session, const Theme& theme, QObject* parent);

    void setSource(std::optional<std::int64_t> sourceId);    ///< only those of it
    void setText(const QString& text);                       ///< only those that hold it
    const Issue* issueAt(const QModelIndex& index) const;    ///< nothing for a kind
    int issueCount() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    QString text(const Issue& issue, int column) const;

private:
    struct Group {
        std::string code;
        IssueKind kind;
        std::vector<Issue> issues;
        std::uint64_t lines = 0;
    };
    void rebuild();
    bool isShown(const Issue& issue) const;
    QVariant groupData(const Group& group, int column, int role) const;
    QVariant iconOf(IssueGravity gravity) const;
    QColor colorOf(IssueGravity gravity) const;

    CaseSession& m_session;
    const Theme& m_theme;
    std::optional<std::int64_t> m_source;
    QString m_text;
    std::vector<Group> m_groups;
};

}    // namespace faultline
