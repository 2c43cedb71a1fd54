#pragma once

#include <QAbstractListModel>
#include <QString>

#include <functional>
#include <vector>

namespace faultline {

/// Something that the locator can find and do.
struct LocatorEntry {
    QString title;
    QString detail;                  ///< at the right: key, time, kind
    std::function<void()> run;
    std::function<void()> runOther;  ///< Ctrl+Enter; may be empty
    bool isEnabled = true;
    int bonus = 0;                   ///< lifts an entry above others that fit as well
    bool isAlways = false;           ///< made for this text, so not compared with it
};

/// The entries that fit what was typed, best first.
class LocatorModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { DetailRole = Qt::UserRole, EnabledRole };

    using QAbstractListModel::QAbstractListModel;

    void show(std::vector<LocatorEntry> entries, const QString& pattern);
    void append(std::vector<LocatorEntry> entries);    ///< behind what is there, as they are
    const LocatorEntry* entry(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<LocatorEntry> m_entries;
};

}    // namespace faultline
