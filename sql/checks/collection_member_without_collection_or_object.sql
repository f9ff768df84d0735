-- check:  collection_member_without_collection_or_object
-- means:  A member of a collection names a collection, a label or a prediction that does not exist.
-- reads:  collection, collection_member, label, prediction

select
    collection_member.collection_id,
    collection_member.member_id
from collection_member
left join collection using (collection_id)
left join label on collection_member.member_id = label.label_id
left join prediction on collection_member.member_id = prediction.prediction_id
where
    case coalesce(collection.target, '')
        when 'label' then label.label_id is null
        when 'prediction' then prediction.prediction_id is null
        else true
    end
order by collection_member.collection_id, collection_member.member_id;
